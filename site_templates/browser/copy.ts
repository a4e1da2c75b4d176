/** Puts a button on a block of code that copies it, or selects it where copying is not allowed. */
import { say } from "./words";

export function copyable(block: HTMLElement): void {
  const code = block.querySelector("code") ?? block;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = say("Copy");
  button.addEventListener("click", async () => {
    button.textContent = (await copied(code)) ? say("Copied") : say("Selected");
    setTimeout(() => (button.textContent = say("Copy")), 2000);
  });
  block.append(button);
}

async function copied(code: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(code.innerText.trimEnd());
    return true;
  } catch {
    getSelection()?.selectAllChildren(code);
    return false;
  }
}
