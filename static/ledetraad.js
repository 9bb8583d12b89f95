// dkfds's own components, its one Danish word in the language of the page, the header's two menus, tables to be copied.
DKFDS.init();

const more = document.querySelector(".more-button span");
if (more) more.textContent = document.querySelector(".mainmenu").dataset.more;

const menus = document.querySelectorAll(".header details");
const closeMenus = (except) => menus.forEach((menu) => { if (menu !== except) menu.open = false; });
document.addEventListener("click", (event) => closeMenus(event.target.closest(".header details")));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(null); });
if (document.querySelector("[data-copy]")) import("./tables.js");
