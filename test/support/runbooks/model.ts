import { CERT_MANAGER } from "../../../infra/objects/names";
import type { KubernetesManifest } from "../../../tools/render/render";
import { commandsOf, type Form } from "./page";
import { kubectlCommand, type KubectlCommand } from "./kubectlWords";
import { pipeline } from "./shell";

type Labels = Readonly<Record<string, string>>;

interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}

interface Template {
  readonly metadata: { readonly labels?: Labels };
  readonly spec: PodSpec;
}

interface Fields {
  readonly replicas?: number;
  readonly template?: Template;
  readonly jobTemplate?: { readonly spec: { readonly template: Template } };
  readonly ports?: readonly { readonly port: number }[];
  readonly secretName?: string;
}

/** Objects from charts, which are missing in rendered stacks. */
const OF_CHARTS = [{ kind: "Deployment", namespace: CERT_MANAGER, name: "cert-manager" }] as const;

const RUNNING = ["Deployment", "StatefulSet"];

/** Programs that an image runs by default, so that no object of a stack names them. */
const ENTRYPOINTS: Readonly<Record<string, readonly string[]>> = {
  backend: ["node"],
  "thanos-compact": ["/bin/thanos"],
};

/** A stack's objects, as a reader of a runbook finds them in the cluster. */
export class RunbookStack {
  /** @param everywhere the objects of all stacks, which use the same images */
  constructor(
    private readonly objects: readonly KubernetesManifest[],
    private readonly everywhere: readonly KubernetesManifest[] = objects,
  ) {}

  /** Whether a form applies to this stack: whether kubectl would find what its command looks for. */
  is({ command, found }: Form): boolean {
    const [program] = pipeline(command);
    const { namespace, named } = kubectlCommand(program!.words.slice(1));
    return named.every(({ kind, name }) => this.#has(kind, namespace, name)) === found;
  }

  /**
   * What a kubectl command names that does not exist in this stack.
   *
   * @param page the page of the command, whose other commands may have created it
   */
  missing(command: KubectlCommand, page: string): readonly string[] {
    if (command.raw !== undefined) return this.#missingRaw(command.raw);
    const { namespace, named, selector, container, from, inner, port } = command;
    if (namespace === undefined || !this.#namespaces.has(namespace)) {
      return [`there is no namespace ${namespace}`];
    }
    const absent = named
      .filter(({ name }) => name !== undefined && !/^<[\w-]+>$/.test(name))
      .filter(({ kind, name }) => !this.#has(kind, namespace, name) && !madeBy(page, kind, name!))
      .map(({ kind, name }) => `there is no ${kind} ${name} in ${namespace}`);
    const [kind = "Pod", name = ""] = [named[0]?.kind, named[0]?.name];
    const spec = this.#podSpec(kind, namespace, name);
    return [
      ...absent,
      ...(selector === undefined || this.#selects(named[0]?.kind ?? "Pod", namespace, selector)
        ? []
        : [`nothing in ${namespace} has the labels ${selector}`]),
      ...(container === undefined || spec?.containers.some((each) => each.name === container)
        ? []
        : [`${name} has no container ${container}`]),
      ...(from === undefined || this.#has("CronJob", namespace, from.replace("cronjob/", ""))
        ? []
        : [`there is no ${from} in ${namespace}`]),
      ...(port === undefined || this.#ports(namespace, name).includes(port)
        ? []
        : [`Service ${name} has no port ${port}`]),
      ...(inner.length === 0 || this.#runs(namespace, name, inner[0]!)
        ? []
        : [`${name} is not known to have ${inner[0]}`]),
    ];
  }

  get #namespaces(): ReadonlySet<string> {
    return new Set(
      this.objects.flatMap(({ kind, metadata }) =>
        kind === "Namespace" ? [metadata.name] : [metadata.namespace ?? ""],
      ),
    );
  }

  /** The names of a kind in a namespace. For pods, only those that a StatefulSet numbers. */
  names(kind: string, namespace: string): readonly string[] {
    const own = this.objects.filter((each) => each.metadata.namespace === namespace);
    const of = (name: string) => own.filter((each) => each.kind === name);
    return [
      ...of(kind).map(({ metadata }) => metadata.name),
      ...(kind === "Secret" ? of("Certificate").map((each) => fields(each).secretName ?? "") : []),
      ...(kind === "Pod"
        ? of("StatefulSet").flatMap((each) =>
            Array.from(
              { length: fields(each).replicas ?? 1 },
              (_, i) => `${each.metadata.name}-${i}`,
            ),
          )
        : []),
      ...(this.#namespaces.has(namespace)
        ? OF_CHARTS.filter((each) => each.kind === kind && each.namespace === namespace).map(
            ({ name }) => name,
          )
        : []),
    ];
  }

  #has(kind: string, namespace: string | undefined, name: string | undefined): boolean {
    return name === undefined || this.names(kind, namespace ?? "").includes(name);
  }

  #podSpec(kind: string, namespace: string, name: string): PodSpec | undefined {
    const workload = kind === "Pod" ? name.replace(/-\d+$/, "") : name;
    const found = this.objects.find(
      (each) =>
        each.metadata.namespace === namespace &&
        each.metadata.name === workload &&
        each.kind === (kind === "Pod" ? "StatefulSet" : kind),
    );
    return found && templateOf(found)?.spec;
  }

  #ports(namespace: string, service: string): readonly number[] {
    return this.objects
      .filter(({ kind, metadata }) => kind === "Service" && metadata.name === service)
      .filter(({ metadata }) => metadata.namespace === namespace)
      .flatMap((each) => (fields(each).ports ?? []).map(({ port }) => port));
  }

  #selects(kind: string, namespace: string, selector: string): boolean {
    const wanted = selector.split(",").map((each) => each.split("=") as [string, string]);
    return this.objects
      .filter(({ metadata }) => metadata.namespace === namespace)
      .flatMap((each): readonly Labels[] => {
        if (kind === "EndpointSlice") {
          return each.kind === "Service"
            ? [{ "kubernetes.io/service-name": each.metadata.name }]
            : [];
        }
        if (kind === "Pod" || kind === "Job") {
          const template = kind === "Job" && each.kind !== "CronJob" ? undefined : templateOf(each);
          return template?.metadata.labels === undefined ? [] : [template.metadata.labels];
        }
        return each.kind === kind ? [each.metadata.labels ?? {}] : [];
      })
      .some((labels) => wanted.every(([name, value]) => labels[name] === value));
  }

  /**
   * Whether a workload's image has a program: it counts if some stack runs it from that image, in a probe, a command,
   * or a mounted file. So every image that takes its place has it, too. A name without a path must be on the image's
   * PATH.
   */
  #runs(namespace: string, name: string, program: string): boolean {
    const workload = name.replace(/-\d+$/, "");
    const its = this.everywhere.filter(
      ({ kind, metadata }) =>
        metadata.namespace === namespace &&
        (kind === "ConfigMap"
          ? metadata.name === `${workload}-config`
          : metadata.name === workload && RUNNING.includes(kind)),
    );
    const words = new Set(its.flatMap(textsIn).flatMap((text) => text.split(/[\s"'$()]+/)));
    const own = ENTRYPOINTS[workload] ?? [];
    return own.includes(program) || [program, `/bin/${program}`].some((each) => words.has(each));
  }

  #missingRaw(path: string): readonly string[] {
    const {
      namespace = "",
      service = "",
      port,
    } = /^\/api\/v1\/namespaces\/(?<namespace>[\w-]+)\/services\/(?<service>[\w-]+):(?<port>\d+)\/proxy\//.exec(
      path,
    )?.groups ?? {};
    return this.#ports(namespace, service).includes(Number(port)) ? [] : [`nothing is at ${path}`];
  }
}

/** All strings anywhere in a value. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function fields(object: KubernetesManifest): Fields {
  return object.spec ?? {};
}

function templateOf(object: KubernetesManifest): Template | undefined {
  const { template, jobTemplate } = fields(object);
  return object.kind === "CronJob" ? jobTemplate?.spec.template : template;
}

/** Whether a command of the page creates the Job that another one names. */
function madeBy(page: string, kind: string, name: string): boolean {
  return (
    kind === "Job" &&
    commandsOf(page).some(
      ({ text }) => text.includes(" create job ") && text.split(" ").includes(name),
    )
  );
}
