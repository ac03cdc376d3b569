export { RepairNotice } from "./RepairNotice";
export { SupportScreen, type SupportScreenProps } from "./SupportScreen";
