export { WhatIfBar, type WhatIfBarProps } from "./WhatIfBar";
export { BeginWhatIf } from "./BeginWhatIf";
