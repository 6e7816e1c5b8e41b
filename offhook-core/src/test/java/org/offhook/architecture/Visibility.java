package org.offhook.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Set;

/** What a user of a module can see. */
final class Visibility {

  private Visibility() {}

  static boolean isOpen(JavaClass type) {
    return isOpen(type.getModifiers())
        && type.getEnclosingClass().map(Visibility::isOpen).orElse(true);
  }

  static boolean isOpen(JavaMember member) {
    return isOpen(member.getModifiers())
        && !member.getModifiers().contains(JavaModifier.SYNTHETIC)
        && !member.getModifiers().contains(JavaModifier.BRIDGE);
  }

  private static boolean isOpen(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }
}
