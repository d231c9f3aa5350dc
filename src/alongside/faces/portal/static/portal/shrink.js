// Pictures are made smaller on the phone before they travel: a photo of 5 MB becomes some 500 kB. Must come before
// upload.js. Whatever cannot be read here goes as it is; the server judges it.
(() => {
  "use strict";
  const LONGEST = 2048, WORTH_IT = 700 * 1024;
  if (!window.createImageBitmap || !window.DataTransfer) return;

  const smaller = async (file) => {
    if (!/^image\/(jpeg|png|webp|heic|heif)$/.test(file.type) || file.size < WORTH_IT) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      if (!blob || blob.size >= file.size) return file;
      const name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
      return new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified });
    } catch { return file; }
  };

  document.addEventListener("change", async (event) => {
    const input = event.target;
    if (!input.matches("[data-upload] input[type=file]") || input.dataset.shrunk) return;
    if (![...input.files].some((file) => file.size >= WORTH_IT)) return;
    event.stopImmediatePropagation();
    const carrier = new DataTransfer();
    (await Promise.all([...input.files].map(smaller))).forEach((file) => carrier.items.add(file));
    input.files = carrier.files;
    input.dataset.shrunk = "yes";
    input.dispatchEvent(new Event("change", { bubbles: true }));
    delete input.dataset.shrunk;
  }, true);
})();
