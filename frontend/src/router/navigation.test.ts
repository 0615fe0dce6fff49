import { afterEach, beforeEach, expect, it } from "vitest";
import { go, leaving, route, startNavigation } from "./navigation";
import { projectPath, workbenchPath } from "./routes";

const PROJECT = "0b0c8a4e-5a36-4f0e-9d6f-0c6a7b3d1e2f";
const [ONE, OTHER] = ["c7a1f3de-1b2c-4d5e-8f90-a1b2c3d4e5f6", "d7a1f3de-1b2c-4d5e-8f90-a1b2c3d4e5f6"];
let stop: () => void;
let atRisk = false;

beforeEach(() => {
  atRisk = false;
  stop = startNavigation(() => atRisk);
  go(workbenchPath(PROJECT, ONE));
});
afterEach(() => stop());

it.each([projectPath(PROJECT), workbenchPath(PROJECT, OTHER), "/"])("asks before it leaves for %s", (href) => {
  atRisk = true;
  go(href);
  expect(route.value).toMatchObject({ footageId: ONE });
  leaving.value?.goOn();
  expect(leaving.value).toBeNull();
  expect(location.pathname).toBe(href);
});

it("asks nothing on the same recording, nor while all is safe", () => {
  atRisk = true;
  go(workbenchPath(PROJECT, ONE, "f10"));
  expect([leaving.value, route.value]).toMatchObject([null, { at: "f10" }]);
  atRisk = false;
  go(projectPath(PROJECT));
  expect(route.value.name).toBe("library");
});
