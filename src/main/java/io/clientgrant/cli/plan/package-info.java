/**
 * What applying manifests would do. The operator itself decides that, in {@link
 * io.clientgrant.controller.Preview}; here it is put into words and figures.
 */
@NullMarked
package io.clientgrant.cli.plan;

import org.jspecify.annotations.NullMarked;
