import "../support/ownFolders";

import { outcomes } from "../../../lab/pulumi/up";

it("reports the outcome of each object, without progress lines", () => {
  const said = [
    "Updating (dev):",
    "",
    "@ updating......",
    " +  kubernetes:core/v1:Service redis creating (0s) [1/3] Finding Pods to direct traffic to",
    " +  kubernetes:core/v1:Service redis creating (0s)",
    " ~  kubernetes:core/v1:ConfigMap alertmanager-config updating (1s) [diff: ~data]",
    " +  kubernetes:core/v1:Service redis created (34s) Service initialization complete",
    " ~  kubernetes:core/v1:ConfigMap alertmanager-config updated (1s) [diff: ~data]",
    "Resources:",
    "    + 128 created",
    "",
  ].join("\n");
  expect(outcomes(said)).toEqual([
    "Updating (dev):",
    " +  kubernetes:core/v1:Service redis created (34s) Service initialization complete",
    " ~  kubernetes:core/v1:ConfigMap alertmanager-config updated (1s) [diff: ~data]",
    "Resources:",
    "    + 128 created",
  ]);
});
