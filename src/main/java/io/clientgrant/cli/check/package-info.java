/**
 * The command {@code check}: what a real tenant does, beside what the operator and its simulator
 * count on.
 */
@NullMarked
package io.clientgrant.cli.check;

import org.jspecify.annotations.NullMarked;
