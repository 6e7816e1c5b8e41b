package org.offhook.lab.mutate;

import java.net.URL;
import java.net.URLClassLoader;

/**
 * Loads Offhook and its tests anew, a broken class before the whole ones; everything else comes
 * from the class loader of the program.
 */
final class ProductLoader extends URLClassLoader {

  static {
    registerAsParallelCapable();
  }

  ProductLoader(URL[] path) {
    super(path, ProductLoader.class.getClassLoader());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("org.offhook.")) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      var loaded = findLoadedClass(name);
      return loaded != null ? loaded : findClass(name);
    }
  }
}
