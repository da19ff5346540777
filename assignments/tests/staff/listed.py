"""The misconceptions that the specification of each assignment lists."""

A1 = {
    "q1_1": {"bias_per_input", "overflows_32_bits"},
    "q1_2": {"inverse_permutation"},
    "q1_3": {
        "off_by_one",
        "flipped_kernel",
        "sizes_swapped",
        "accumulator_of_image_dtype",
        "last_row_and_column_missed",
    },
    "q1_4": {"flipped_kernel", "neighbouring_column", "neighbouring_row"},
    "q1_5": {"shifts_left", "blur_not_normalised", "vertical_sign", "horizontal_sign"},
    "q1_6": {"flips_one_axis", "transposes"},
    "q1_7": {
        "flipped_kernel",
        "padding_ignored",
        "padding_right_and_bottom_only",
        "edge_padding",
        "no_plus_one",
        "first_channel_only",
        "first_image_only",
        "stride_ignored_in_indexing",
        "bias_ignored",
        "first_bias_for_all",
        "bias_per_input_channel",
        "crop_empty_at_zero",
        "ceil_size",
        "round_size",
        "must_divide",
        "width_from_height",
        "sizes_swapped",
        "square_kernel_assumed",
        "axes_swapped",
        "mutates_its_input",
        "float32_accumulator",
        "dtype_of_the_input",
    },
    "q1_8": {"reshape_order"},
    "q1_9": {
        "dx_assigned_not_added",
        "ignores_dout",
        "crop_empty_at_zero",
        "dw_reversed",
        "kernel_flipped_in_dx",
        "db_over_batch_only",
    },
}

A2 = {
    "q2_1": {"true_division", "rounds", "n_over_s", "dilation_ignored", "ceil_without_rule"},
    "q2_2": {"relu_changes_shape", "flatten_merges_batch", "channels_last", "sizes_swapped"},
    "q2_3": {"bn_counts_four", "bias_missed", "side_for_area", "input_channels_missed"},
    "q2_4": {"product_of_kernels", "stride_too_early"},
    "q2_5": {
        "accumulator_zero",
        "zero_padding",
        "stride_ignored",
        "ceil_size",
        "pairs_exchanged",
        "square_assumed",
        "across_channels",
        "mean",
    },
    "q2_6": {"border_always_counts", "global_over_channels", "integer_division"},
    "q2_7": {"not_flipped", "channels_transposed"},
    "q2_8": {"assigned_not_added", "last_tie"},
    "q2_9": {"view_minus_one", "in_place"},
}

A3: dict[str, set[str]] = {
    "q3_2": {"softmax_at_the_end", "no_super_init", "layers_in_a_list"},
    "q3_3": {"no_zero_grad", "step_first", "mean_of_means"},
    "q3_7": {"circular_shift", "margin_on_rows"},
    "q3_8": {"flatten_left_in", "strided_pooling_first"},
}

A4 = {
    "q4_1": {"mean_of_each_pictures_spread", "squares_overflow", "not_scaled"},
    "q4_2": {"lined_up_with_the_columns", "overwrites_its_input", "one_picture_becomes_a_batch"},
    "q4_3": {"takes_the_last", "shuffles_without_classes", "keeps_them_in_train"},
    "q4_4": {"view_merges_images"},
    "q4_5": {
        "unbiased_variance_normalises",
        "biased_running_variance",
        "momentum_of_the_old",
        "eps_outside_the_root",
        "each_image_by_itself",
        "updates_in_evaluation",
        "plain_attributes",
    },
    "q4_6": {"not_scaled", "drops_in_evaluation", "nan_at_one", "takes_any_p"},
    "q4_7": {"norm_after_the_relu", "drops_for_ever", "no_norm_after_fc1"},
    "q4_8": {"never_zeroes", "trains_the_last_layer_only", "accepts_a_small_loss"},
    "q4_9": {"seed_not_used", "too_large", "too_many_epochs"},
}

A5 = {"q5_3": {"transposed", "precision_for_recall"}}

LISTED = {**A1, **A2, **A3, **A4, **A5}
