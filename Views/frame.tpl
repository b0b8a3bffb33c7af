{{%AUTOESCAPE context="HTML"}}<!DOCTYPE html>
<html lang="{{LANGUAGE}}">
<head>
<meta charset="utf-8">
<title>{{#HAS_ERRORS}}[[Error:]] {{/HAS_ERRORS}}{{TITLE}} – {{PRODUCT}} – Onhook</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="{{ICON}}">
<link rel="stylesheet" href="{{STYLE_SHEET}}">
{{#SCRIPT}}
<script type="module" src="{{SCRIPT_LINK}}"></script>
{{/SCRIPT}}
</head>
<body{{#MENU}} class="framed"{{/MENU}}>
<a class="skip" href="#main">[[Skip to main content]]</a>
<header class="masthead">
<a class="brand" href="/"><img src="{{ICON}}" alt="" width="28" height="28"><span>Onhook</span></a>
<p class="identity">
<strong>{{PRODUCT}}</strong>
{{#MAC}}
<span><abbr title="[[hardware address]]">MAC</abbr> {{MAC}}</span>
{{/MAC}}
{{#LINE}}
<span>{{LINE}}</span>
{{/LINE}}
{{#HOST_NAME}}
<span>{{HOST_NAME}}</span>
{{/HOST_NAME}}
</p>
{{#MENU}}
<a class="button menu" href="#navigation" data-menu>[[Menu]]</a>
{{/MENU}}
{{#SEARCH}}
<form class="search" role="search" method="get" action="{{SEARCH_ACTION}}">
<label class="hidden" for="search">[[Search settings and pages]]</label>
<input type="search" id="search" name="q" value="{{SEARCH_TEXT:p}}" placeholder="[[Search settings and pages]]" autocomplete="off" autocapitalize="none" spellcheck="false" data-search="{{SEARCH_API}}">
<ul id="search-hits" role="listbox" aria-label="[[Hits]]" hidden></ul>
</form>
{{/SEARCH}}
</header>
{{#NAVIGATION}}
<nav class="side" id="navigation" aria-label="[[Main]]" tabindex="-1">
<a class="button close" href="#main" data-menu-close>[[Close menu]]</a>
<div class="links">
{{#GROUP}}
<p id="{{GROUP_ID}}">{{GROUP_HEADING}}</p>
<ul aria-labelledby="{{GROUP_ID}}">
{{#LINK}}
<li{{#LINK_SHORT}} class="short"{{/LINK_SHORT}}><a href="{{LINK_HREF}}"{{#LINK_CURRENT}} aria-current="page"{{/LINK_CURRENT}}>{{LINK_LABEL}}</a></li>
{{/LINK}}
</ul>
{{/GROUP}}
</div>
{{#SESSION}}
<section class="session" aria-label="[[Account]]">
<p>[[Logged in as <strong>{{ACCOUNT}}</strong>]]</p>
{{#PASSWORD_LINK}}
<a href="{{PASSWORD_LINK}}">[[Change password]]</a>
{{/PASSWORD_LINK}}
{{#SESSIONS_LINK}}
<a href="{{SESSIONS_LINK}}"{{#SESSIONS_CURRENT}} aria-current="page"{{/SESSIONS_CURRENT}}>[[Sessions]]</a>
{{/SESSIONS_LINK}}
<form method="post" action="{{LOGOUT_ACTION}}">
<input type="hidden" name="csrf_token" value="{{LOGOUT_TOKEN}}">
<button class="quiet">[[Log out]]</button>
</form>
</section>
{{/SESSION}}
</nav>
{{/NAVIGATION}}
<main id="main" tabindex="-1">
{{>BAR}}
{{#WARNING}}
<p class="notice warning"><span aria-hidden="true">⚠</span> <span>{{WARNING_TEXT}}{{#WARNING_REMAINING}} <span data-remaining="{{WARNING_SECONDS}}">[[{{WARNING_SECONDS}} s]]</span>.{{/WARNING_REMAINING}}{{#WARNING_LINK}} <a href="{{WARNING_LINK}}">{{WARNING_LINK_LABEL}}</a>{{/WARNING_LINK}}</span></p>
{{/WARNING}}
<h1>{{TITLE}}</h1>
{{#NOTICE}}
<p class="notice {{NOTICE_KIND}}" role="status"><span aria-hidden="true">{{NOTICE_SYMBOL}}</span> <span>{{NOTICE_TEXT}}{{#NOTICE_LINK}} <a href="{{NOTICE_LINK}}">{{NOTICE_LINK_LABEL}}</a>{{/NOTICE_LINK}}</span></p>
{{/NOTICE}}
{{>CONTENT}}
</main>
<footer>
{{#LANGUAGES}}
<nav class="languages" aria-label="[[Languages]]">
<ul>
{{#LANGUAGE_CHOICE}}
<li><a href="{{LANGUAGE_LINK}}" lang="{{LANGUAGE_TAG}}" hreflang="{{LANGUAGE_TAG}}"{{#LANGUAGE_CURRENT}} aria-current="true"{{/LANGUAGE_CURRENT}}>{{LANGUAGE_NAME}}</a></li>
{{/LANGUAGE_CHOICE}}
</ul>
</nav>
{{/LANGUAGES}}
<p>Onhook{{#SOFTWARE_VERSION}}<span>[[Software version {{SOFTWARE_VERSION}}]]</span>{{/SOFTWARE_VERSION}}</p>
</footer>
<template id="times" data-due="[[due now]]" data-days="[[in %n d %m h]]" data-hours="[[in %n h %m min]]" data-minutes="[[in %n min %m s]]" data-seconds="[[in %n s]]" data-now="[[just now]]" data-day-ago="[[1 day ago]]" data-days-ago="[[%n days ago]]" data-hours-ago="[[%n h ago]]" data-minutes-ago="[[%n min ago]]"></template>
</body>
</html>
