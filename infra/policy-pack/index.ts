import { PolicyPack } from "@pulumi/policy";

import { POLICIES } from "./policies";

new PolicyPack("autodealgenie", { policies: [...POLICIES], enforcementLevel: "mandatory" });
