export { TimelineScreen, type TimelineScreenProps } from "./TimelineScreen";
