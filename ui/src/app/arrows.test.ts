import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const SRC = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const ROOMS = ["ipc", "shared", "features", "app"];

type Import = { from: string; to: string };

function imports(): Import[] {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
  return files.flatMap((file) => {
    const text = readFileSync(join(SRC, file), "utf8");
    const named = [...text.matchAll(/(?:from\s+|import\(\s*|import\s+)"([^"]+)"/g)].map((match) => match[1] ?? "");
    return named.map((name) => ({ from: file, to: name.startsWith(".") ? relative(SRC, resolve(SRC, dirname(file), name)) : name }));
  });
}

const roomOf = (path: string) => ROOMS.find((room) => path === room || path.startsWith(`${room}/`));
const featureOf = (path: string) => /^features\/([^/]+)/.exec(path)?.[1];

it("reads_the_imports_it_judges", () => {
  expect(imports().length).toBeGreaterThan(200);
});

it("only_ipc_talks_to_tauri", () => {
  expect(imports().filter(({ from, to }) => to.startsWith("@tauri-apps/") && roomOf(from) !== "ipc")).toEqual([]);
});

it("no_feature_imports_another", () => {
  const crossing = imports().filter(({ from, to }) => {
    const [feature, other] = [featureOf(from), featureOf(to)];
    return feature !== undefined && other !== undefined && feature !== other;
  });
  expect(crossing).toEqual([]);
});

it("arrows_point_from_app_to_features_to_shared_to_ipc_only", () => {
  const backwards = imports().filter(({ from, to }) => {
    const [room, other] = [roomOf(from), roomOf(to)];
    return room !== undefined && other !== undefined && ROOMS.indexOf(other) > ROOMS.indexOf(room);
  });
  expect(backwards).toEqual([]);
});

it("the_twin_is_reached_only_through_the_door_and_by_tests", () => {
  const reaching = imports().filter(
    ({ from, to }) => /^ipc\/(twin|testing)/.test(to) && !/^ipc\/(twin|testing)/.test(from) && !/(\.test|\/testing)\.tsx?$/.test(from) && from !== "ipc/client.ts",
  );
  expect(reaching).toEqual([]);
});
