import type { Check } from "../asked";

/** An autoscaler without a metrics API, which would never know the usage. */
export const metrics: Check = {
  about: "metrics API",
  find({ config, answers: { metricsApi } }) {
    if (!config.backend.autoscaling || metricsApi.status === 200 || metricsApi.status === 403) {
      return [];
    }
    return [
      {
        fails: true,
        what: "the backend's autoscaler finds no metrics API: the number of replicas would never change",
        seen:
          metricsApi.status === 404
            ? "no metrics.k8s.io/v1beta1"
            : `metrics.k8s.io/v1beta1 answers ${metricsApi.status}`,
        set: [{ path: "backend.autoscaling" }],
        or: "install metrics-server",
      },
    ];
  },
};
