export { RecordsScreen, type RecordsScreenProps } from "./RecordsScreen";
export { followBadge, type BadgeLinks } from "./badge";
