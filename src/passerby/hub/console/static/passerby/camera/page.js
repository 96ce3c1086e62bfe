// Starts the camera page, from what the hub wrote into it as JSON:
// the live view for everybody, edit mode for those who may.
import { SceneDocument } from "./shapes.js";
import { View } from "./view.js";
import { Workbench } from "./workbench.js";

const config = JSON.parse(document.getElementById("camera-config").textContent);
const scene = new SceneDocument(config.scene, config.revision);
const view = new View(document.getElementById("view"), scene, config);
const panel = document.getElementById("workbench");
if (panel) new Workbench(panel, view, config);
