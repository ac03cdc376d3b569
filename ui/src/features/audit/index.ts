export { AuditScreen, type AuditScreenProps } from "./AuditScreen";
