package org.offhook.exosip.ctypes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the Python package itself has: loading, which does nothing here, and the version. Any
 * thread.
 *
 * <pre>{@code
 * Library.initialize(null);
 * System.out.println(Library.version());
 * }</pre>
 */
public final class Library {

  /** The name of a native library: empty, for there is none. */
  public static final String DLL_NAME = "";

  private Library() {}

  /** Does nothing: there is no native library to load. */
  public static void initialize(@Nullable String path) {}

  /** Does nothing. */
  public static void unload() {}

  /** The version, such as {@code 1.2.3}; {@code development} where the build wrote none down. */
  public static String version() {
    try (var in = Library.class.getResourceAsStream("version.txt")) {
      var text = in == null ? "$" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      return text.startsWith("$") ? "development" : text;
    } catch (IOException e) {
      return "development";
    }
  }

  static String userAgent() {
    var machine = System.getProperty("os.arch") + "; " + System.getProperty("os.name");
    return "Offhook/" + version() + " (" + machine + ")";
  }
}
