import { alertmanagerConfig } from "../../../../infra/rendered-config/alertmanager";
import { timesOf } from "../../../../infra/rendered-config/times";
import { toYaml } from "../../../../infra/rendered-config/yaml";
import { buildStack } from "../../../../infra/plan";
import { amtool } from "../../../support/amtool";
import { settings } from "../../../support/stacks";
import { AUTHORITY_PEM as PEM } from "../../../support/certificate";

type Email = NonNullable<
  NonNullable<NonNullable<Parameters<typeof settings>[1]>["notifications"]>["email"]
>;

function mailOf(email: Email) {
  const config = settings("prod", { notifications: { email } });
  const routing = alertmanagerConfig(config.notifications, timesOf(config));
  const text = toYaml({ ...routing, templates: [] });
  expect(amtool({ "alertmanager.yml": text }, "check-config", "alertmanager.yml")).toContain(
    "SUCCESS",
  );
  const [mail] = routing.receivers.find(({ name }) => name === "info")!.email_configs!;
  return { mail, config };
}

it("email supports several recipients, implicit TLS, a custom CA and a custom HELO name", () => {
  const { mail, config } = mailOf({
    to: ["a@dealer.io", "b@dealer.io"],
    smarthost: "mail.dealer.io:2465",
    implicitTls: true,
    hello: "monitoring.dealer.io",
    certificateAuthority: PEM,
  });
  expect(mail).toMatchObject({
    to: "a@dealer.io, b@dealer.io",
    force_implicit_tls: true,
    hello: "monitoring.dealer.io",
    tls_config: { ca_file: "/etc/alertmanager/mail-authority.pem" },
  });
  const { alertmanager } = buildStack(config).parts;
  expect(alertmanager.configMaps[0]!.data!["mail-authority.pem"]).toBe(PEM);
  const { volumes, containers } = alertmanager.resource.spec.template.spec!;
  expect(JSON.stringify(volumes)).toContain("mail-authority.pem");
  expect(containers[0]!.volumeMounts).toContainEqual(
    expect.objectContaining({ mountPath: "/etc/alertmanager" }),
  );
});

it("email sets no TLS or HELO options by default", () => {
  const { mail } = mailOf({});
  expect(Object.keys(mail!)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(force_implicit_tls|hello|tls_config)$/)]),
  );
});
