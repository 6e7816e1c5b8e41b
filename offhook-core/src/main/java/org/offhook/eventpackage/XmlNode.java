package org.offhook.eventpackage;

/** What stands inside an element: another {@link XmlElement}, or text. */
public sealed interface XmlNode permits XmlElement, XmlText {}
