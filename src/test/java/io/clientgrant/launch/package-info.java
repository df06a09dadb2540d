@NullMarked
package io.clientgrant.launch;

import org.jspecify.annotations.NullMarked;
