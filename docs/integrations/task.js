// The entry point of task.json: gives the task's inputs to check.sh by environment, and ends as it
// ends. Azure Pipelines hands inputs over as INPUT_NAME. Needs nothing but Node itself.
"use strict";
const {spawnSync} = require("child_process");
const path = require("path");

const names = ["inputs", "packs", "policy", "baseline", "surroundings", "reports", "airtight"];
const environment = {...process.env, AIRTIGHT_ANNOTATIONS: "azure-devops"};
for (const name of names) {
  const value = process.env["INPUT_" + name.toUpperCase()];
  if (value) environment[name === "airtight" ? "AIRTIGHT" : "AIRTIGHT_" + name.toUpperCase()] = value;
}
const run = spawnSync("sh", [path.join(__dirname, "check.sh")], {env: environment, stdio: "inherit"});
const code = run.status === null ? 2 : run.status;
const verdicts = {0: "holds", 1: "violated", 3: "undetermined", 4: "disagreement"};
const verdict = verdicts[code] || "refused";
console.log("##vso[task.setvariable variable=airtightVerdict]" + verdict);
console.log("##vso[task.complete result=" + (code === 0 ? "Succeeded" : "Failed") + ";]airtight: " + verdict);
process.exitCode = code;
