package org.dcd.pipelines.report;

/** A part of an HTML element: content or an attribute. */
sealed interface HtmlPart permits Html, Html.Attribute {}
