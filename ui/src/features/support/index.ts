export { SupportScreen, type SupportScreenProps } from "./SupportScreen";
