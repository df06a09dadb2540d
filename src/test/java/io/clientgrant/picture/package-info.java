/** Draws the dashboard of the chart as a picture for the documentation. */
@NullMarked
package io.clientgrant.picture;

import org.jspecify.annotations.NullMarked;
