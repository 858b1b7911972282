import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import * as pulumi from "@pulumi/pulumi";

import { MonitoringStack } from "autodealgenie-monitoring";

const config = new pulumi.Config();

const monitoring = new MonitoringStack("monitoring", {
  // What Pulumi.<stack>.yaml says in the project itself; docs/configuration.md has all of it.
  settings: {
    environment: "dev",
    production: false,
    grafana: { url: "https://grafana.dealer.example" },
    backend: { replicas: 3 },
    alerts: { HighAPILatency: { limit: 1.5 } },
    notifications: {
      email: {
        to: "on-call@dealer.example",
        from: "alerts@dealer.example",
        smarthost: "smtp.dealer.example:587",
        username: "alerts",
      },
    },
  },
  // pulumi config set --secret pagerdutyRoutingKey …
  secrets: {
    pagerdutyRoutingKey: config.requireSecret("pagerdutyRoutingKey"),
    slackWebhookUrl: config.requireSecret("slackWebhookUrl"),
    watchdogUrl: config.requireSecret("watchdogUrl"),
    smtpPassword: config.requireSecret("smtpPassword"),
  },
});

// What the program deploys beside it, once it is there.
new Namespace("reports", {}, { dependsOn: [monitoring] });

const { prometheus } = monitoring.services;

export const grafana = monitoring.urls.grafana;
export const prometheusInCluster =
  prometheus &&
  `http://${prometheus.name}.${prometheus.namespace}.svc:${String(prometheus.ports.web)}`;
