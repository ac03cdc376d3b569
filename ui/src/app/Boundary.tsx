// What the window shows when a screen of it breaks: never a blank area, and always a way on.

import { Component, type ReactNode } from "react";
import type { AppError } from "../ipc";
import { ErrorState } from "../shared/ErrorState";
import { texts } from "../shared/texts";

type Props = { children: ReactNode };
type State = { broken: string | null };

export class Boundary extends Component<Props, State> {
  override state: State = { broken: null };

  static getDerivedStateFromError(error: unknown): State {
    return { broken: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }

  override render(): ReactNode {
    const { broken } = this.state;
    if (broken === null) return this.props.children;
    const error: AppError = {
      code: "internal",
      message: texts.app.screenBroke,
      detail: broken,
      fields: [],
      violations: [],
      recordId: null,
    };
    return (
      <main>
        <ErrorState error={error} onRetry={() => this.setState({ broken: null })} />
      </main>
    );
  }
}
