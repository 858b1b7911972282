import { program } from "./program";

export const { grafanaUrl, grafanaUser, grafanaPassword } = program();
