@NullMarked
package io.clientgrant.cli.manifest;

import org.jspecify.annotations.NullMarked;
