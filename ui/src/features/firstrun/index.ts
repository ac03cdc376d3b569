export { BlockedScreen, type BlockedScreenProps } from "./BlockedScreen";
export { FirstRunScreen, type FirstRunScreenProps } from "./FirstRunScreen";
