export { FailedScreen } from "./FailedScreen";
