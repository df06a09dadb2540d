@NullMarked
package io.clientgrant.cli;

import org.jspecify.annotations.NullMarked;
