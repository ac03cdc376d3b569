// What is on screen is never older than the last change that was told.

import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { connectTo, type Backend } from "./client";
import { createQueryClient, refresh, useRead } from "./queries";

function Failed() {
  const { data } = useRead("failed_list", {});
  return <p>{data === undefined ? "none yet" : `${data.length} failed`}</p>;
}

it("reads_again_what_changed_while_its_first_answer_was_under_way", async () => {
  const answers: ((answer: unknown) => void)[] = [];
  const backend: Backend = { call: () => new Promise((resolve) => answers.push(resolve)), listen: () => () => undefined, zoom: () => undefined };
  connectTo(backend);
  const client = createQueryClient();
  render(
    <QueryClientProvider client={client}>
      <Failed />
    </QueryClientProvider>,
  );
  await expect.poll(() => answers.length).toBe(1);
  const fresh = refresh(client, { topics: ["failed"], records: null });
  await act(async () => answers[0]?.([]));
  await expect.poll(() => answers.length).toBe(2);
  await act(async () => answers[1]?.([{}]));
  await fresh;
  await screen.findByText("1 failed");
});
