@NullMarked
package io.clientgrant.cli.output;

import org.jspecify.annotations.NullMarked;
