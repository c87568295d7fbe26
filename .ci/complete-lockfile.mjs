#!/usr/bin/env node
// Where a registry mirror does not hold the binaries of other platforms, `npm install` leaves them out of the lockfile,
// and `npm ci` then refuses that lockfile everywhere. This puts their entries back, from what their parents ask for.
// Run it after each `npm install`: node .ci/complete-lockfile.mjs
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const OS = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
  "aix",
];
const CPU = ["arm64", "x64", "ia32", "arm", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32"];

/** `name-linux-arm64-musl` → { os: ["linux"], cpu: ["arm64"], libc: ["musl"] }, as npm records it. */
function platform(name) {
  const parts = name.split("/").at(-1).split(/[-.]/);
  const os = OS.filter((one) => parts.includes(one));
  const cpu = CPU.filter((one) => parts.includes(one));
  if (parts.includes("armv7") || parts.includes("eabi") || parts.includes("androideabi")) cpu.push("arm");
  const libc = parts.includes("musl") ? ["musl"] : parts.includes("gnu") ? ["glibc"] : [];
  return {
    // Nothing but a name says for whom it is: what names no system is for none that npm knows.
    cpu: cpu.length > 0 ? [...new Set(cpu)] : ["none"],
    ...(os.length > 0 ? { os } : {}),
    ...(os.includes("linux") && libc.length > 0 ? { libc } : {}),
  };
}

let added = 0;
for (const parent of Object.values({ ...lock.packages })) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] || !/^\d+\.\d+\.\d+/.test(version)) continue;
    lock.packages[key] = {
      version,
      ...platform(name),
      ...(parent.dev ? { dev: true } : {}),
      license: parent.license,
      optional: true,
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} entries put back`);
