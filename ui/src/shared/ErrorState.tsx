// An error in place of what could not be shown: what happened, what is safe, the next step; the code last, in small.

import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { AppError } from "../ipc";
import { Button } from "./Button";
import { EmptyState } from "./EmptyState";
import { texts } from "./texts";

export type ErrorStateProps = { error: AppError; onRetry?: () => void; actions?: ReactNode };

export function ErrorState({ error, onRetry, actions }: ErrorStateProps) {
  return (
    <div role="alert" className="grow">
      <EmptyState
        icon={CircleAlert}
        tone="bad"
        title={texts.common.errorTitle[error.code]}
        text={
          <>
            {error.message} {texts.common.safe}
          </>
        }
        actions={
          <>
            {onRetry && (
              <Button variant="primary" onPress={onRetry}>
                {texts.common.tryAgain}
              </Button>
            )}
            {actions}
          </>
        }
      >
        {error.detail && (
          <details className="error-detail">
            <summary>{texts.common.technical}</summary>
            <code>
              {error.code}: {error.detail}
            </code>
          </details>
        )}
      </EmptyState>
    </div>
  );
}
