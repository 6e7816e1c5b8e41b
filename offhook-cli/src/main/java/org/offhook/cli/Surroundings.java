package org.offhook.cli;

import java.io.InputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a command has around it, so that tests can give their own.
 *
 * @param report standard output and error
 * @param in standard input
 * @param environment environment variables
 * @param stop the wish to stop
 */
record Surroundings(
    Report report, InputStream in, Function<String, @Nullable String> environment, Stop stop) {}
