"""Tables of legal matters (CAS-17) and of the case library (CAS-13). Nothing that is there changes."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.kernel.crypto
import alongside.kernel.search


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0019_losses_ask_for_a_yes'),
        ('organisation', '0014_limits_of_authority_in_chains'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LegalCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tied_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='legal_ties', to='cases.case')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='LegalMatter',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=24, unique=True)),
                ('kind', models.CharField(choices=[('dispute', 'Dispute'), ('lawsuit', 'Lawsuit'), ('arbitration', 'Arbitration')], max_length=12)),
                ('our_side', models.CharField(choices=[('claimant', 'We claim'), ('defendant', 'We are claimed from'), ('third_party', 'We are drawn in')], max_length=12)),
                ('title', alongside.kernel.crypto.EncryptedTextField()),
                ('opponent', alongside.kernel.crypto.EncryptedTextField(blank=True, default='')),
                ('body_name', models.CharField(blank=True, max_length=120)),
                ('body_number', models.CharField(blank=True, max_length=80)),
                ('our_lawyers', alongside.kernel.crypto.EncryptedTextField(blank=True, default='')),
                ('their_lawyers', alongside.kernel.crypto.EncryptedTextField(blank=True, default='')),
                ('state', models.CharField(choices=[('prepared', 'Being prepared'), ('filed', 'Filed'), ('heard', 'Heard'), ('judged', 'Judged'), ('settled', 'Settled'), ('withdrawn', 'Withdrawn'), ('carried_out', 'Carried out')], default='prepared', max_length=12)),
                ('appeals', models.SmallIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('filed_on', models.DateField(blank=True, null=True)),
                ('heard_on', models.DateField(blank=True, null=True)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('won', 'Won'), ('partly', 'Won in part'), ('lost', 'Lost'), ('settled', 'Settled'), ('withdrawn', 'Withdrawn')], max_length=10)),
                ('outcome_words', alongside.kernel.crypto.EncryptedTextField(blank=True, default='')),
                ('once_key', models.CharField(blank=True, max_length=60, null=True, unique=True)),
                ('version', models.IntegerField(default=1)),
                ('cases', models.ManyToManyField(related_name='legal_matters', through='cases.LegalCase', to='cases.case')),
                ('in_charge', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='legal_matters', to=settings.AUTH_USER_MODEL)),
                ('node', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.node')),
                ('opened_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='LegalLoss',
            fields=[
                ('loss', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='legal', serialize=False, to='cases.lossentry')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='costs', to='cases.legalmatter')),
            ],
        ),
        migrations.CreateModel(
            name='LegalDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hearing', 'Hearing'), ('deadline', 'Deadline')], max_length=10)),
                ('at', models.DateTimeField()),
                ('words', alongside.kernel.crypto.EncryptedTextField(blank=True, default='')),
                ('remind_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('is_dropped', models.BooleanField(default=False)),
                ('result', alongside.kernel.crypto.EncryptedTextField(blank=True, default='')),
                ('matter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='dates', to='cases.legalmatter')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='LegalClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_ours', models.BooleanField()),
                ('words', alongside.kernel.crypto.EncryptedTextField()),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='cases.legalmatter')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='legalcase',
            name='matter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tied', to='cases.legalmatter'),
        ),
        migrations.CreateModel(
            name='LegalPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('contract', 'Contract or agreement'), ('letter', 'Letter'), ('photo', 'Photo or recording'), ('expertise', 'Expert report'), ('pleading', 'Written pleading'), ('decision', 'Judgment, award or settlement'), ('other', 'Other document')], max_length=10)),
                ('words', alongside.kernel.crypto.EncryptedTextField()),
                ('added_at', models.DateTimeField()),
                ('file_count', models.SmallIntegerField(default=0)),
                ('added_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='cases.legalmatter')),
            ],
            options={
                'ordering': ['-added_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('search_text', models.TextField(default='', editable=False)),
                ('search_vector', alongside.kernel.search.VectorField(default='', editable=False)),
                ('number', models.CharField(max_length=16, unique=True)),
                ('cause', models.CharField(blank=True, choices=[('procedure', 'Broken procedure'), ('promise', 'Careless promise'), ('handover', 'Unclear handover between staff'), ('contract', 'Contract wording'), ('workmanship', 'Workmanship'), ('design', 'Design'), ('material', 'Material'), ('third_party', 'Third party')], max_length=12)),
                ('title', models.CharField(max_length=120)),
                ('facts', models.TextField(blank=True)),
                ('went_wrong', models.TextField(blank=True)),
                ('rule', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('draft', 'Being written'), ('review', 'Waits for a second person'), ('published', 'Published'), ('withdrawn', 'Taken back')], default='draft', max_length=10)),
                ('changed_at', models.DateTimeField()),
                ('return_words', models.TextField(blank=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.IntegerField(default=1)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='cases.case')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.category')),
                ('node', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.node')),
                ('reviewed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='legalmatter',
            index=models.Index(fields=['node', '-opened_at', '-id'], name='legal_node_opened'),
        ),
        migrations.AddIndex(
            model_name='legalmatter',
            index=models.Index(condition=models.Q(('state__in', ['carried_out', 'withdrawn']), _negated=True), fields=['in_charge'], name='legal_in_charge'),
        ),
        migrations.AddConstraint(
            model_name='legalmatter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['carried_out', 'withdrawn']), ('ended_on__isnull', False), models.Q(('outcome', ''), _negated=True)), models.Q(models.Q(('state__in', ['carried_out', 'withdrawn']), _negated=True), ('ended_on__isnull', True)), _connector='OR'), name='legal_ended_has_its_end'),
        ),
        migrations.AddConstraint(
            model_name='legalmatter',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['prepared', 'withdrawn', 'settled', 'carried_out']), ('filed_on__isnull', False), _connector='OR'), name='legal_filed_on_a_day'),
        ),
        migrations.AddIndex(
            model_name='legaldate',
            index=models.Index(fields=['matter', 'at'], name='legal_date_matter'),
        ),
        migrations.AddIndex(
            model_name='legaldate',
            index=models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='legal_date_remind'),
        ),
        migrations.AddConstraint(
            model_name='legaldate',
            constraint=models.CheckConstraint(condition=models.Q(('done_at__isnull', True), ('remind_at__isnull', True), _connector='OR'), name='legal_date_done_is_silent'),
        ),
        migrations.AddConstraint(
            model_name='legaldate',
            constraint=models.CheckConstraint(condition=models.Q(('is_dropped', False), ('done_at__isnull', False), _connector='OR'), name='legal_date_dropped_is_done'),
        ),
        migrations.AddConstraint(
            model_name='legalclaim',
            constraint=models.CheckConstraint(condition=models.Q(('amount__isnull', True), ('amount__gt', 0), _connector='OR'), name='legal_claim_positive'),
        ),
        migrations.AddConstraint(
            model_name='legalcase',
            constraint=models.UniqueConstraint(fields=('matter', 'case'), name='legal_case_once'),
        ),
        migrations.AddIndex(
            model_name='lesson',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['search_vector'], name='lesson_search'),
        ),
        migrations.AddIndex(
            model_name='lesson',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['-published_at', '-id'], name='lesson_newest'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'review'])), fields=('case',), name='lesson_written_once'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('case__isnull', True), ('published_at__isnull', False), ('reviewed_by__isnull', False), models.Q(('reviewed_by', models.F('written_by')), _negated=True)), _connector='OR'), name='lesson_published_by_four_eyes'),
        ),
    ]
