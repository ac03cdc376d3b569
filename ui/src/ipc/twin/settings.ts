// The settings of the twin where nobody has set any.
import type { Settings } from "../bindings";

export const DEFAULT_SETTINGS: Settings = {
  pemsAddress: null, syncEnabled: true, intervalSeconds: 60, schedule: null, batchSize: 100, maxAttempts: 4, retryDelaySeconds: 5,
  rateLimitPerSecond: 10, theme: "system", language: "system", notifications: true, mutedNotifications: [],
  proxyMode: "system", proxyAddress: null, proxyUser: null, proxyPacUrl: null, proxyBypass: [], extraCaFile: null,
  startAtLogin: false, updateEnabled: true, updateChannel: "stable", updateAddress: null,
  metricsEnabled: false, metricsListen: "127.0.0.1:9464", otlpEndpoint: null,
  approvalAbove: null, recoveryPublicKey: null, logLevel: "info", queueAgeAlertMinutes: 60,
};
