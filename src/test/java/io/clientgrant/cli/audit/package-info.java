@NullMarked
package io.clientgrant.cli.audit;

import org.jspecify.annotations.NullMarked;
