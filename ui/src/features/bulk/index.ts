export { BulkEdit, type BulkEditProps } from "./BulkEdit";
