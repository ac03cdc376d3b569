export { RecordsScreen, type RecordsScreenProps } from "./RecordsScreen";
export { TypedNotice } from "./TypedNotice";
export { followBadge, type BadgeLinks } from "./badge";
