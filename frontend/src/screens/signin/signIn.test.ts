import { flushSync, mount, unmount } from "svelte";
import { expect, it, vi } from "vitest";
import { ApiProblem, api } from "../../api/client";
import SignIn from "./SignIn.svelte";

it("asks for the password again where it was not right, and for nothing else", async () => {
  const problem = new ApiProblem({ status: 401, code: "wrong", title: "", detail: "That is not right." });
  vi.spyOn(api, "post").mockRejectedValue(problem);
  const form = mount(SignIn, { target: document.body });
  const [name, password] = [...document.querySelectorAll("input")] as [HTMLInputElement, HTMLInputElement];
  for (const [field, text] of [
    [name, "olga"],
    [password, "wrong"],
  ] as const) {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.querySelector("form")?.requestSubmit();
  await vi.waitFor(() => {
    flushSync();
    expect(document.body.textContent).toContain("is not right");
  });
  expect([name.value, password.value]).toEqual(["olga", ""]);
  expect(document.activeElement).toBe(password);
  void unmount(form);
});
