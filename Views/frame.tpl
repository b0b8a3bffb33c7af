{{%AUTOESCAPE context="HTML"}}<!DOCTYPE html>
<html lang="{{LANGUAGE}}">
<head>
<meta charset="utf-8">
<title>{{#HAS_ERRORS}}Error: {{/HAS_ERRORS}}{{TITLE}} – {{PRODUCT}} – Onhook</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="{{ICON}}">
<link rel="stylesheet" href="{{STYLE_SHEET}}">
{{#SCRIPT}}
<script type="module" src="{{SCRIPT_LINK}}"></script>
{{/SCRIPT}}
</head>
<body>
<a class="skip" href="#main">Skip to main content</a>
<header class="masthead">
<div class="wide">
<a class="brand" href="/"><img src="{{ICON}}" alt="" width="32" height="32"><span>Onhook</span></a>
<p class="identity">
<strong>{{PRODUCT}}</strong>
{{#MAC}}
<span><abbr title="hardware address">MAC</abbr> {{MAC}}</span>
{{/MAC}}
{{#LINE}}
<span>{{LINE}}</span>
{{/LINE}}
{{#HOST_NAME}}
<span>{{HOST_NAME}}</span>
{{/HOST_NAME}}
</p>
{{#SESSION}}
<div class="session">
<span>Logged in as <strong>{{ACCOUNT}}</strong></span>
{{#PASSWORD_LINK}}
<a href="{{PASSWORD_LINK}}">Change password</a>
{{/PASSWORD_LINK}}
<form method="post" action="{{LOGOUT_ACTION}}">
<input type="hidden" name="csrf_token" value="{{LOGOUT_TOKEN}}">
<button class="quiet">Log out</button>
</form>
</div>
{{/SESSION}}
</div>
{{#NAVIGATION}}
<nav class="tabs" aria-label="Main">
<ul class="wide">
{{#TAB}}
<li><a href="{{TAB_LINK}}"{{#TAB_CURRENT}} aria-current="true"{{/TAB_CURRENT}}>{{TAB_LABEL}}</a></li>
{{/TAB}}
</ul>
</nav>
{{/NAVIGATION}}
{{#SUBNAVIGATION}}
<nav class="subtabs" aria-label="{{CURRENT_TAB}} pages">
<ul class="wide">
{{#SUBTAB}}
<li><a href="{{SUBTAB_LINK}}"{{#SUBTAB_CURRENT}} aria-current="page"{{/SUBTAB_CURRENT}}>{{SUBTAB_LABEL}}</a></li>
{{/SUBTAB}}
</ul>
</nav>
{{/SUBNAVIGATION}}
</header>
<main id="main" class="wide" tabindex="-1">
{{#WARNING}}
<p class="notice warning"><span aria-hidden="true">⚠</span> <span>{{WARNING_TEXT}}{{#WARNING_LINK}} <a href="{{WARNING_LINK}}">{{WARNING_LINK_LABEL}}</a>{{/WARNING_LINK}}</span></p>
{{/WARNING}}
<h1>{{TITLE}}</h1>
{{#NOTICE}}
<p class="notice {{NOTICE_KIND}}" role="status"><span aria-hidden="true">{{NOTICE_SYMBOL}}</span> <span>{{NOTICE_TEXT}}{{#NOTICE_LINK}} <a href="{{NOTICE_LINK}}">{{NOTICE_LINK_LABEL}}</a>{{/NOTICE_LINK}}</span></p>
{{/NOTICE}}
{{>CONTENT}}
</main>
<footer class="wide">
{{#LANGUAGES}}
<nav class="languages" aria-label="[[Languages]]">
<ul>
{{#LANGUAGE_CHOICE}}
<li><a href="{{LANGUAGE_LINK}}" lang="{{LANGUAGE_TAG}}" hreflang="{{LANGUAGE_TAG}}"{{#LANGUAGE_CURRENT}} aria-current="true"{{/LANGUAGE_CURRENT}}>{{LANGUAGE_NAME}}</a></li>
{{/LANGUAGE_CHOICE}}
</ul>
</nav>
{{/LANGUAGES}}
<p>Onhook{{#SOFTWARE_VERSION}}<span>Software version {{SOFTWARE_VERSION}}</span>{{/SOFTWARE_VERSION}}</p>
</footer>
</body>
</html>
