import { certManagerCrds } from "./builder/certManagerCrds";
import { debianTree } from "./builder/debian";
import * as go from "./builder/go";
import type { ImageStage } from "./builder/image";
import { extraImages, images, prodImages } from "./builder/images";
import { operatorCrds } from "./builder/operatorCrds";
import { pulumiParts } from "./builder/pulumi";
import type { Stage } from "./builder/stage";
import type { StackName } from "../tools/render/render";
import { sendsToCortex } from "./cortex/addresses";
import type { Deployer } from "./deploy/held";
import type { LabSettings } from "./deploy/labSettings";
import { isBesideOperator } from "./operator/names";

/** The parts of every local cluster, whichever stack it runs. */
const COMMON: readonly Stage[] = [
  // The one that takes longest comes first: it links on one core while the others compile on the other.
  go.kubernetes,
  debianTree,
  go.nodePrograms,
  go.prometheus,
  go.etcd,
  go.kubeRouter,
  go.kubeStateMetrics,
  go.alertmanager,
  go.blackboxExporter,
];

/** The additional parts for the prod stack. */
const PROD: readonly Stage[] = [
  go.certManager,
  go.metricsServer,
  go.thanos,
  go.rclone,
  go.minio,
  go.victoriaMetrics,
  certManagerCrds,
];

/** The images that the cluster needs for a stack with its settings. */
export function imagesWith(stack: StackName, settings: LabSettings): readonly ImageStage[] {
  return [
    ...images,
    ...(stack === "prod" ? prodImages : []),
    ...(settings.mongodb === undefined ? [] : extraImages.mongodb),
    ...(settings.kafka === undefined ? [] : extraImages.kafka),
    ...(sendsToCortex(settings) ? extraImages.cortex : []),
    ...(isBesideOperator(settings) ? extraImages.operator : []),
  ];
}

/** Everything to build for a stack with its settings, and for what deploys it. */
export function partsOf(
  stack: StackName,
  by: Deployer = "kubectl",
  settings: LabSettings = {},
): readonly Stage[] {
  return [
    ...(by === "pulumi" ? pulumiParts : []),
    ...COMMON,
    ...(stack === "prod" ? PROD : []),
    ...(isBesideOperator(settings) ? [operatorCrds] : []),
    ...imagesWith(stack, settings),
  ];
}
