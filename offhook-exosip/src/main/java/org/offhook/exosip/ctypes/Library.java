package org.offhook.exosip.ctypes;

import org.jspecify.annotations.Nullable;
import org.offhook.exosip.Exosip;

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

  /** The version; see {@link Exosip#version}. */
  public static String version() {
    return Exosip.version();
  }

  static String userAgent() {
    var machine = System.getProperty("os.arch") + "; " + System.getProperty("os.name");
    return "Offhook/" + version() + " (" + machine + ")";
  }
}
