// The screens and what lies over them, but for the grid that one starts with: each is loaded when it is first shown.

import { lazy } from "react";

export const ActivityScreen = lazy(() => import("../features/activity").then((one) => ({ default: one.ActivityScreen })));
export const AuditScreen = lazy(() => import("../features/audit").then((one) => ({ default: one.AuditScreen })));
export const ConflictModal = lazy(() => import("../features/conflicts").then((one) => ({ default: one.ConflictModal })));
export const ConflictsScreen = lazy(() => import("../features/conflicts").then((one) => ({ default: one.ConflictsScreen })));
export const CostScreen = lazy(() => import("../features/cost").then((one) => ({ default: one.CostScreen })));
export const FailedScreen = lazy(() => import("../features/failed").then((one) => ({ default: one.FailedScreen })));
export const SettingsScreen = lazy(() => import("../features/settings").then((one) => ({ default: one.SettingsScreen })));
export const TimelineScreen = lazy(() => import("../features/timeline").then((one) => ({ default: one.TimelineScreen })));
export const VersionsModal = lazy(() => import("../features/versions").then((one) => ({ default: one.VersionsModal })));
