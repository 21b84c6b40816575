// application.h - who makes the calls: eight applications with their teams, models and load.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "demo/demo_body.h"
#include "demo/rng.h"

struct application {
    const struct demo_body *body;
    const char *teams[2];
    const char *key;
    int weight[3];  // of new calls by night, by day, in the evening
    struct {
        enum demo_model model;
        int permille;  // of its calls; all of them together 1000
    } models[4];
    bool is_service;     // no person asks
    bool has_catalogue;  // its requests come from a catalogue
    int64_t variants;
    int64_t max_tok;  // that its requests allow an answer and some answers would exceed; 0 = none
};

extern const struct application applications[FEATURE_NONE];  // by enum demo_feature

// Which application starts something new at this hour.
enum demo_feature application_draw(struct rng *r, int64_t ts_us);
// Position in app->models of the model it asks.
int application_draw_model(const struct application *app, struct rng *r);
