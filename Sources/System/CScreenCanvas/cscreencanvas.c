#define _GNU_SOURCE
#include "cscreencanvas.h"

#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The functions that are used, as cairo 1.16 and Pango 1.50 document them; both keep their binary interface. Their constants: */
enum { format_rgb24 = 1, pango_scale = 1024, ellipsize_end = 3, wrap_word_char = 2, weight_bold = 700 };

#define FUNCTIONS(X)                                                                                                     \
    X(void *, cairo_image_surface_create_for_data, (unsigned char *, int, int, int, int))                                \
    X(void *, cairo_create, (void *))                                                                                    \
    X(int, cairo_status, (void *))                                                                                       \
    X(void, cairo_set_source_rgb, (void *, double, double, double))                                                      \
    X(void, cairo_rectangle, (void *, double, double, double, double))                                                   \
    X(void, cairo_new_path, (void *))                                                                                    \
    X(void, cairo_arc, (void *, double, double, double, double, double))                                                 \
    X(void, cairo_close_path, (void *))                                                                                  \
    X(void, cairo_set_line_width, (void *, double))                                                                      \
    X(void, cairo_fill, (void *))                                                                                        \
    X(void, cairo_stroke, (void *))                                                                                      \
    X(void, cairo_move_to, (void *, double, double))                                                                     \
    X(void, cairo_surface_flush, (void *))                                                                               \
    X(void *, pango_cairo_create_layout, (void *))                                                                       \
    X(void, pango_cairo_show_layout, (void *, void *))                                                                   \
    X(void *, pango_font_description_from_string, (const char *))                                                        \
    X(void, pango_font_description_set_absolute_size, (void *, double))                                                  \
    X(void, pango_font_description_set_weight, (void *, int))                                                            \
    X(void, pango_font_description_free, (void *))                                                                       \
    X(void, pango_layout_set_font_description, (void *, const void *))                                                   \
    X(void, pango_layout_set_text, (void *, const char *, int))                                                          \
    X(void, pango_layout_set_width, (void *, int))                                                                       \
    X(void, pango_layout_set_height, (void *, int))                                                                      \
    X(void, pango_layout_set_ellipsize, (void *, int))                                                                   \
    X(void, pango_layout_set_wrap, (void *, int))                                                                        \
    X(void, pango_layout_set_alignment, (void *, int))                                                                   \
    X(void, pango_layout_get_pixel_size, (void *, int *, int *))                                                         \
    X(void, g_object_unref, (void *))

#define DECLARE(result, name, parameters) static result(*name) parameters;
FUNCTIONS(DECLARE)

/* 0, or -1 with a sentence. The library's own libraries come with it: dlsym(3) looks into those too. */
static int load(const char **fault) {
    static char sentence[256];
    void *library = dlopen("libpangocairo-1.0.so.0", RTLD_NOW | RTLD_LOCAL);
    const char *missing = library ? NULL : dlerror();
#define LOOK_UP(result, name, parameters)                                                                                \
    if (library && !missing && !(*(void **)&name = dlsym(library, #name))) missing = #name " is missing";
    FUNCTIONS(LOOK_UP)
    if (!missing) return 0;
    snprintf(sentence, sizeof sentence, "%s", missing);
    *fault = sentence;
    return -1;
}

struct cscreencanvas {
    void *surface, *context;
    uint32_t pixels[];
};

cscreencanvas *cscreencanvas_make(int width, int height, const char **fault) {
    if (load(fault) != 0) return NULL;
    cscreencanvas *canvas = calloc(1, sizeof *canvas + (size_t)width * (size_t)height * sizeof(uint32_t));
    *fault = "out of memory";
    if (!canvas) return NULL;
    canvas->surface = cairo_image_surface_create_for_data(
        (unsigned char *)canvas->pixels, format_rgb24, width, height, width * (int)sizeof(uint32_t));
    canvas->context = cairo_create(canvas->surface);
    return cairo_status(canvas->context) == 0 ? canvas : NULL;
}

static void set_colour(cscreencanvas *canvas, uint32_t colour) {
    cairo_set_source_rgb(
        canvas->context, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0, (colour & 0xff) / 255.0);
}

void cscreencanvas_fill(cscreencanvas *canvas, struct cscreencanvas_box box, double radius, uint32_t colour) {
    const double right = box.x + box.width - radius, bottom = box.y + box.height - radius;
    set_colour(canvas, colour);
    cairo_new_path(canvas->context);
    if (radius > 0) {
        cairo_arc(canvas->context, right, box.y + radius, radius, -M_PI_2, 0);
        cairo_arc(canvas->context, right, bottom, radius, 0, M_PI_2);
        cairo_arc(canvas->context, box.x + radius, bottom, radius, M_PI_2, M_PI);
        cairo_arc(canvas->context, box.x + radius, box.y + radius, radius, M_PI, 3 * M_PI_2);
        cairo_close_path(canvas->context);
    } else {
        cairo_rectangle(canvas->context, box.x, box.y, box.width, box.height);
    }
    cairo_fill(canvas->context);
}

void cscreencanvas_circle(cscreencanvas *canvas, double x, double y, double radius, double thickness, uint32_t colour) {
    set_colour(canvas, colour);
    cairo_new_path(canvas->context);
    cairo_set_line_width(canvas->context, thickness);
    cairo_arc(canvas->context, x, y, radius, 0, 2 * M_PI);
    cairo_stroke(canvas->context);
}

double cscreencanvas_write(
    cscreencanvas *canvas, struct cscreencanvas_box box, struct cscreencanvas_style style, const char *text, size_t length) {
    /* enum PangoAlignment: left, centre, right, as ours. */
    void *layout = pango_cairo_create_layout(canvas->context);
    void *font = pango_font_description_from_string("Noto Sans, DejaVu Sans, sans-serif");
    int width = 0, height = 0;
    pango_font_description_set_absolute_size(font, style.size * pango_scale);
    if (style.is_bold) pango_font_description_set_weight(font, weight_bold);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_width(layout, (int)(box.width * pango_scale));
    pango_layout_set_height(layout, (int)(box.height * pango_scale));
    pango_layout_set_wrap(layout, wrap_word_char);
    pango_layout_set_ellipsize(layout, ellipsize_end);
    pango_layout_set_alignment(layout, style.alignment);
    pango_layout_set_text(layout, text, (int)length);
    pango_layout_get_pixel_size(layout, &width, &height);
    set_colour(canvas, style.colour);
    cairo_move_to(canvas->context, box.x, box.y);
    pango_cairo_show_layout(canvas->context, layout);
    pango_font_description_free(font);
    g_object_unref(layout);
    return height;
}

const uint32_t *cscreencanvas_pixels(cscreencanvas *canvas) {
    cairo_surface_flush(canvas->surface);
    return canvas->pixels;
}
