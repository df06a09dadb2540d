/** The commands: each reads its options, and prints what it has found. */
@NullMarked
package io.clientgrant.cli.command;

import org.jspecify.annotations.NullMarked;
