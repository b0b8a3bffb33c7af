#pragma once
#include <stddef.h>
#include <stdint.h>

/* A surface of 32-bit pixels that Pango and cairo draw on. The two are loaded when the first canvas is made and not linked: only the short
   life of a child needs them and what they bring along, and the daemon has none of it in its memory. */

typedef struct cscreencanvas cscreencanvas;

struct cscreencanvas_box {
    double x, y, width, height;
};

enum cscreencanvas_alignment { cscreencanvas_left, cscreencanvas_centre, cscreencanvas_right };

struct cscreencanvas_style {
    double size; /* of the letters, in pixels */
    int is_bold;
    enum cscreencanvas_alignment alignment;
    uint32_t colour; /* 0xRRGGBB */
};

/* A canvas; NULL if a library is missing or memory: `fault` then points to a sentence that lives as long as the process. */
cscreencanvas *cscreencanvas_make(int width, int height, const char **fault);

/* Fills a box, with round corners unless the radius is 0. */
void cscreencanvas_fill(cscreencanvas *canvas, struct cscreencanvas_box box, double radius, uint32_t colour);

/* Strokes the edge of a circle. */
void cscreencanvas_circle(cscreencanvas *canvas, double x, double y, double radius, double thickness, uint32_t colour);

/* Writes UTF-8 into the box; lines are broken, and what has no room ends in an ellipsis. The text starts at the top of the box. Returns how
   many pixels high it is. Bytes that are no UTF-8 show as boxes. */
double cscreencanvas_write(
    cscreencanvas *canvas, struct cscreencanvas_box box, struct cscreencanvas_style style, const char *text, size_t length);

/* The pixels, row after row from the top, `width` numbers each, 0x00RRGGBB. */
const uint32_t *cscreencanvas_pixels(cscreencanvas *canvas);
